"""Pages that join several apps; no models here."""
