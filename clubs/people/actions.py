"""Every write to accounts, families and roles."""

from datetime import date

from django.contrib.auth.models import Group
from django.utils import timezone

from clubs.records.audit import audited
from clubs.records.refusals import Refusal

from . import rules
from .enums import CMS_GROUPS, NEEDS_TWO_PEOPLE, Role, RoleState
from .models import BoroughRole, Child, Guardianship, Organisation, OrganisationRole, User


@audited("people.add_child")
def add_child(
    *,
    by: User,
    first_name: str,
    last_name: str,
    birth_date: date,
    preferred_name: str = "",
    guardian: User | None = None,
) -> Child:
    """Add a child to the family of ``guardian`` (of ``by`` unless staff act for somebody).

    Raises Refusal: "not_born_yet", "age_outside", "not_yours", "child_here_already".
    """
    guardian = guardian or by
    _check_acts_for(by, guardian)
    rules.check_birth_date(birth_date, timezone.localdate())
    names = {"first_name": first_name.strip(), "last_name": last_name.strip(), "birth_date": birth_date}
    # Two taps on the button, or two tabs, must not make two children.
    User.objects.select_for_update().get(pk=guardian.pk)
    if Child.objects.of_guardian(guardian).filter(**names).exists():
        raise Refusal(
            "child_here_already",
            "You have added this child before.",
            "Go to your family page",
            next_url="/family/",
        )
    child = Child.objects.create(**names, preferred_name=preferred_name.strip())
    Guardianship.objects.create(child=child, guardian=guardian)
    return child


@audited("people.update_child")
def update_child(
    *, by: User, child: Child, first_name: str, last_name: str, birth_date: date, preferred_name: str = ""
) -> Child:
    """Correct what a guardian told us. Raises Refusal: "not_your_child", "not_born_yet", "age_outside"."""
    rules.check_looks_after(by, child)
    rules.check_birth_date(birth_date, timezone.localdate())
    child.first_name, child.last_name = first_name.strip(), last_name.strip()
    child.birth_date, child.preferred_name = birth_date, preferred_name.strip()
    child.save(update_fields=["first_name", "last_name", "birth_date", "preferred_name"])
    return child


@audited("people.make_learner")
def make_learner(*, by: User | None, child: Child) -> User:
    """The account that opens this child's lessons, made the first time it is asked for.

    Who may ask is for the caller to check (a club card, a guardian's desk).
    """
    locked = Child.objects.select_for_update().get(pk=child.pk)
    if locked.user is None:
        locked.user = User.objects.create_child()
        locked.save(update_fields=["user"])
    child.user = locked.user
    return locked.user


@audited("people.register_by_telephone")
def register_by_telephone(*, by: User, first_name: str, last_name: str, telephone: str) -> User:
    """Register an adult who has no e-mail, so that staff can book for them. Raises Refusal "not_yours"."""
    rules.check_role(by, Role.COUNCIL_OFFICER, Role.ADMINISTRATOR)
    return User.objects.create_user(
        email=None, first_name=first_name.strip(), last_name=last_name.strip(), telephone=telephone.strip()
    )


@audited("people.name_adult")
def name_adult(*, by: User, first_name: str, last_name: str, telephone: str = "") -> User:
    """Write down what an adult wants to be called and how the club may ring them."""
    rules.check_adult(by)
    by.first_name, by.last_name, by.telephone = first_name.strip(), last_name.strip(), telephone.strip()
    by.save(update_fields=["first_name", "last_name", "telephone"])
    return by


@audited("people.grant_role")
def grant_role(*, by: User | None, user: User, role: Role) -> BoroughRole:
    """Give a borough-wide role; one that needs two people waits for the second.

    ``by=None`` is the command line, for a borough's first administrators; it cannot
    grant what needs two people. Raises Refusal: "not_yours", "role_held_already",
    "needs_another_person".
    """
    if by is not None:
        rules.check_role(by, *_may_grant(role))
    if role in NEEDS_TWO_PEOPLE and (by is None or by == user):
        raise Refusal(
            "needs_another_person",
            "This role is given by two people, and neither may be the one who gets it.",
            "Ask an administrator to propose it.",
            status=403,
        )
    User.objects.select_for_update().get(pk=user.pk)
    if BoroughRole.objects.exclude(state=RoleState.ENDED).filter(user=user, role=role).exists():
        raise Refusal("role_held_already", "They have this role, or it waits for a second person.")
    state = RoleState.PROPOSED if role in NEEDS_TWO_PEOPLE else RoleState.ACTIVE
    granted = BoroughRole.objects.create(user=user, role=role, granted_by=by, state=state)
    _match_groups(user)
    return granted


@audited("people.agree_to_role")
def agree_to_role(*, by: User, role: BoroughRole) -> BoroughRole:
    """The second person's yes. Raises Refusal: "not_yours", "needs_another_person", "not_waiting"."""
    rules.check_role(by, *_may_grant(Role(role.role)))
    role = BoroughRole.objects.select_for_update().get(pk=role.pk)
    rules.check_is_another_person(role, by)
    _check_transition(role, RoleState.ACTIVE)
    role.state, role.approved_by = RoleState.ACTIVE, by
    role.save(update_fields=["state", "approved_by"])
    _match_groups(role.user)
    return role


@audited("people.end_role")
def end_role(*, by: User, role: BoroughRole) -> BoroughRole:
    """Take a role away, or turn a proposal down. Raises Refusal: "not_yours", "not_waiting"."""
    rules.check_role(by, *_may_grant(Role(role.role)))
    role = BoroughRole.objects.select_for_update().get(pk=role.pk)
    _check_transition(role, RoleState.ENDED)
    role.state, role.ended_at = RoleState.ENDED, timezone.now()
    role.save(update_fields=["state", "ended_at"])
    _match_groups(role.user)
    return role


@audited("people.let_speak_for")
def let_speak_for(*, by: User, user: User, organisation: Organisation) -> OrganisationRole:
    """Let an adult speak for an organisation. Raises Refusal "not_yours"."""
    rules.check_role(by, Role.ADMINISTRATOR, Role.COUNCIL_OFFICER)
    granted, _made = OrganisationRole.objects.get_or_create(user=user, organisation=organisation)
    return granted


def _check_acts_for(by: User, guardian: User) -> None:
    rules.check_adult(by)
    if by.pk != guardian.pk:
        rules.check_role(by, Role.COUNCIL_OFFICER, Role.ADMINISTRATOR)


def _may_grant(role: Role) -> tuple[Role, ...]:
    """Whose role lets them give or take this one."""
    if role in NEEDS_TWO_PEOPLE:
        return (Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD)
    return (Role.ADMINISTRATOR,)


def _check_transition(role: BoroughRole, to: RoleState) -> None:
    if not rules.may_become(role, to):
        raise Refusal(
            "not_waiting", "Somebody has decided about this role already.", "Look at the list again."
        )


def _match_groups(user: User) -> None:
    """Make staff flag and the CMS's own groups follow from the roles held now."""
    held = {Role(role) for role in user.borough_roles.active().values_list("role", flat=True)}
    wanted = {name for role in held for name in CMS_GROUPS.get(role, ())}
    managed = {name for names in CMS_GROUPS.values() for name in names}
    user.groups.remove(*Group.objects.filter(name__in=managed - wanted))
    user.groups.add(*Group.objects.filter(name__in=wanted))
    User.objects.filter(pk=user.pk).update(is_staff=bool(held))
    user.is_staff = bool(held)
