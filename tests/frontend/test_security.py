"""What a browser is allowed to do with our pages."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from stafett.frontend.security import SecurityHeadersMiddleware


def answer(response: HttpResponse) -> HttpResponse:
    def view(_: HttpRequest) -> HttpResponse:
        return response

    answered = SecurityHeadersMiddleware(view)(RequestFactory().get("/"))
    assert isinstance(answered, HttpResponse)
    return answered


def test_policy_forbids_everything_that_is_not_named() -> None:
    policy = answer(HttpResponse())["Content-Security-Policy"]
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    assert directives == {
        "default-src": "'none'",
        "style-src": "'self'",
        "script-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_pages_are_not_stored_on_shared_computers() -> None:
    assert answer(HttpResponse("page"))["Cache-Control"] == "no-store"


def test_files_keep_their_own_caching() -> None:
    assert "Cache-Control" not in answer(HttpResponse(b"x", content_type="application/pdf"))


def test_a_view_may_set_a_header_of_its_own() -> None:
    own = HttpResponse("page", headers={"Cache-Control": "max-age=60"})
    assert answer(own)["Cache-Control"] == "max-age=60"


def test_no_page_may_be_framed_or_send_its_address_elsewhere() -> None:
    headers = answer(HttpResponse()).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
