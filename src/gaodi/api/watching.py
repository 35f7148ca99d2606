"""Which titles need attention now? The watch list of the region, as the doors ask for it."""

from datetime import UTC, date, datetime

from gaodi.api.records import Office
from gaodi.base import InputError
from gaodi.cultivate import WatchReport
from gaodi.cultivate import watch_titles as watch_all
from gaodi.region import open_region


def watch_titles(office: Office, *, on: date | None = None, days: int = 180) -> WatchReport:
    """Return titles that end within some days with how a review would go, titles lost, and who is near.

    Parameters
    ----------
    on : date or None
        None is today.
    days : int
        Ahead for titles that end, back for titles lost.

    Returns
    -------
    WatchReport
        Every list is complete; the doors cut what they show.

    Raises
    ------
    InputError
        If `days` is negative.
    NotFoundError
        If nothing has been imported yet.
    """
    if days < 0:
        raise InputError(f"天数 {days} 不能为负。", f"{days} days cannot be; give 0 or more.")
    day = on or datetime.now(UTC).astimezone().date()
    region = open_region(office.workspace, office.catalogue, on=day)
    return watch_all(region, office.packs, on=day, days=days)
