"""How days, times and numbers are written, one way on every page: `DATE_FORMAT` with the year,
`SHORT_DATE_FORMAT` with the weekday, `MONTH_DAY_FORMAT` bare. What a language's module leaves out
is as Django has it."""
