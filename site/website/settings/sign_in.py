"""Signing in: adults by a code sent by e-mail or by passkey, never by password; children by club card."""

from datetime import timedelta

# Where the card's session is recognised; it lets nobody in by itself.
CARD_BACKEND = "clubs.directory.card_backend.CardBackend"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "clubs.people.backends.NoPasswordBackend",
    CARD_BACKEND,
]

LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/family/"
ACCOUNT_ADAPTER = "clubs.people.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# No password field: allauth then sends a code instead.
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "clubs.people.sign_up.SignUpForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Whether an address is known is nobody else's business.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    # A library's computers share one address: its limit is wide, the one per e-mail is not.
    "login": "120/m/ip",
    "signup": "60/m/ip",
    "request_login_code": "120/m/ip,5/m/key",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}

MFA_ADAPTER = "clubs.people.sign_in.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Coding clubs"
MFA_TOTP_TOLERANCE = 1

# Wrong codes are counted per e-mail and address together, so nobody can lock out a stranger or a library.
AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True

# Two weeks for an adult; a child's session is set to a club session's length when it begins.
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
CLUBS_CHILD_SESSION_SECONDS = 3 * 60 * 60

# The CMS signs in by the same door, and changes nobody's way in.
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False
