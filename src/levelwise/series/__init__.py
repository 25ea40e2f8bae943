"""Time series: regression with ARIMA errors, which has neither levels nor a formula."""
