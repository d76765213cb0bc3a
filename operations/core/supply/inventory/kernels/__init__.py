"""The compiled part: visits, routes and quantities of a delivery plan, and steps of the search."""
