"""An author's own tokens; inside the CMS, each their own only."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from clubs.people.guards import SignedIn, staff_only
from clubs.records.refusals import Refusal

from .actions import make_token, revoke_token
from .enums import AUTHORS
from .forms import TokenForm
from .models import AuthorToken, Proposal
from .rules import MOST_TOKENS, TOKEN_LIFE
from .tokens import new_secret


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_only(*AUTHORS)
def author_tokens(request: SignedIn) -> HttpResponse:
    """One's own tokens and proposals; a new token is shown in the answer to its form and never again."""
    form = TokenForm(request.POST or None)
    secret = ""
    if form.is_valid():
        try:
            fresh = new_secret()
            make_token(by=request.user, secret=fresh, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, f"{refusal.message} {refusal.next_step}")
        else:
            secret, form = fresh, TokenForm()
    context = {
        "form": form,
        "secret": secret,
        "tokens": AuthorToken.objects.live().filter(user=request.user),
        "proposals": Proposal.objects.filter(author=request.user).defer("source", "pictures", "teaching")[
            :20
        ],
        "days": TOKEN_LIFE.days,
        "most": MOST_TOKENS,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "authoring/author_tokens.html", context, status=status)


@require_POST
@staff_only(*AUTHORS)
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    """Make one of one's own tokens worthless."""
    revoke_token(token=get_object_or_404(AuthorToken, pk=pk, user=request.user), by=request.user)
    messages.success(request, "That token opens nothing any more.")
    return redirect("author_tokens")
