"""Files -> records: tables (CSV, XLSX) through a mapping, all or nothing."""
