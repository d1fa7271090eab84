"""How Careminutes is put together: settings, addresses, processes."""

from config.memory import look_seldom_while_loading

look_seldom_while_loading()

from config.celery import app as celery_app  # noqa: E402  what it loads is worth no look

__all__ = ["celery_app"]
