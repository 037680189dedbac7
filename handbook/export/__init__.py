"""Documents made from the finished site: whatever is read, printed or filled in away from the browser."""
