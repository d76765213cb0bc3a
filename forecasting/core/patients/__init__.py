"""Who comes, who lies and who leaves: forecasts that follow single stays."""
