"""Templates for notes: the list, one to add or change, and retiring."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.practice.access import MemberRequest, may
from apps.practice.domain.roles import Action
from apps.practice.form_pages import typed
from apps.problems import Refused
from apps.timelog import pages
from apps.timelog.domain.note_templates import Template
from apps.timelog.forms_templates import TemplateForm
from apps.timelog.operations.note_templates import save_template
from apps.timelog.template_selectors import Kept, kept_templates


@require_GET
@may(Action.LOG_TIME, Action.CHANGE_PRACTICE)
def templates(request: MemberRequest) -> HttpResponse:
    """List the practice's templates, with what they said before."""
    kept = kept_templates(request.actor)
    context = {
        "kept": [each for each in kept if not each.is_retired],
        "retired": [each for each in kept if each.is_retired],
    }
    return render(request, "timelog/templates.html", context)


@require_http_methods(["GET", "POST"])
@may(Action.LOG_TIME, Action.CHANGE_PRACTICE)
def template(request: MemberRequest, template_key: str = "") -> HttpResponse:
    """Add a template, or change one."""
    kept = _one(request, template_key) if template_key else None
    form = TemplateForm(typed(request), initial=_initial(kept))
    done = pages.accepted(form, lambda: _save(request, form, template_key))
    if done:
        messages.success(request, "Saved. Notes written before stay as they are.")
        return redirect("timelog:templates")
    return pages.page(request, "timelog/template.html", form, {"kept": kept})


@require_POST
@may(Action.LOG_TIME, Action.CHANGE_PRACTICE)
def retire(request: MemberRequest, template_key: str) -> HttpResponse:
    """Offer a template no more; `back` offers it again."""
    kept, is_retired = _one(request, template_key), "back" not in request.POST
    number = request.POST.get("based_on", "")
    based_on = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else kept.number
    try:
        save_template(
            kept.template, actor=request.actor, now=timezone.now(), based_on=based_on, is_retired=is_retired
        )
    except Refused as refused:
        messages.error(request, " ".join(problem.message for problem in refused.problems))
    else:
        messages.success(request, "Retired. It can be brought back." if is_retired else "Offered again.")
    return redirect("timelog:templates")


def _one(request: MemberRequest, key: str) -> Kept:
    found = next((each for each in kept_templates(request.actor) if each.template.key == key), None)
    if found is None:
        raise Http404
    return found


def _initial(kept: Kept | None) -> dict[str, object]:
    said = kept.template if kept else Template("", "", "", "")
    based_on = kept.number if kept else 0
    return {"activity": said.activity, "title": said.title, "text": said.text, "based_on": based_on}


def _save(request: MemberRequest, form: TemplateForm, key: str) -> bool:
    based_on = form.cleaned_data["based_on"] or 0
    save_template(form.template(key), actor=request.actor, now=timezone.now(), based_on=based_on)
    return True
