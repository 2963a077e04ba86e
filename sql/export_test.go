package sql

// RestTriggers is for the test that writes between it and the script that it returns, as a migration may.
var RestTriggers = restTriggers
