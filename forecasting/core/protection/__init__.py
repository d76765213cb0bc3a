"""How much may be used until the next order can come: demand over the protection interval."""
