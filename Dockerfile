# One image for web, worker and beat; which of them it is, the command says (see docker-compose.yml).
FROM python:3.11-slim-bookworm AS packages
COPY requirements/runtime.txt /tmp/runtime.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r /tmp/runtime.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CAREMINUTES_VAR=/srv/var
RUN groupadd --gid 10001 careminutes \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin careminutes \
    && install -d -o careminutes -g careminutes -m 0700 /srv/var
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/careminutes
COPY manage.py ./
COPY config config
COPY apps apps
COPY templates templates
COPY static static
USER careminutes
# The names of the static files carry their hashes, so they belong to the image. Nothing of these values remains.
RUN CAREMINUTES_MODE=production CAREMINUTES_ALLOWED_HOSTS=localhost \
    CAREMINUTES_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    DATABASE_URL=postgres://localhost/none CELERY_BROKER_URL=redis://localhost \
    CAREMINUTES_CACHE_URL=rediscache://localhost \
    python manage.py collectstatic --no-input --verbosity 0
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--no-control-socket"]
