"""The provider's addresses that the hub uses, and no others of allauth's."""

from allauth.idp.oidc import views as provider
from django.urls import include, path

from . import views

# allauth finds its own addresses by these two names.
_oidc = (
    [
        path("authorize", views.authorize, name="authorization"),
        path("api/token", provider.token, name="token"),
        path("api/userinfo", provider.user_info, name="userinfo"),
        path("api/revoke", provider.revoke, name="revoke"),
    ],
    "oidc",
)
_idp = ([path("o/", include(_oidc))], "idp")
_identity = (
    [
        path("sign-out/", views.sign_out, name="sign_out"),
        path("signed-out/", views.signed_out, name="signed_out"),
    ],
    "identity",
)

urlpatterns = [path("", include(_idp)), path("", include(_identity))]
