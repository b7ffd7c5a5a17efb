"""How the person wants to be contacted and talked with, in their own words."""

from django.db import models
from django.db.models import F, Q

from stafett.core.contact import PACES
from stafett.people.models import Person, Staff


class ContactWish(models.Model):
    """When the person wants to hear from Nav, and who is to be with them; the newest row counts, none is ever changed.

    An empty pace leaves it to Nav. `pace_on` is the day they said it, which stays when only something else changes.
    """

    person = models.ForeignKey(Person, models.PROTECT, db_index=False, related_name="contact_wishes")
    pace = models.CharField(max_length=10, blank=True)
    pace_on = models.DateField(null=True, blank=True)
    pace_from = models.DateField(null=True, blank=True)
    # The language that an interpreter is needed for.
    interpreter = models.CharField(max_length=60, blank=True)
    support_person = models.CharField(max_length=120, blank=True)
    representative = models.CharField(max_length=120, blank=True)
    said_on = models.DateField()
    said_at = models.DateTimeField()
    # Empty when the person said it here; else who wrote it down for them.
    registered_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pace="", pace_on=None) | Q(pace__in=PACES, pace_on__isnull=False),
                name="wished_pace_is_known_and_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(pace="from", pace_from__isnull=False, pace_from__gte=F("pace_on"))
                | (~Q(pace="from") & Q(pace_from=None)),
                name="only_contact_from_a_day_has_one",
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="newest_wish_of_person")]

    def __str__(self) -> str:
        return f"wish {self.pk} of person {self.person_id}"
