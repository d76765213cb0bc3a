"""The API: doors that fetch what the person may see, call a service, and answer."""
