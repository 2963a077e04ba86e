package sql

// DisableTriggers is for the test that writes between it and the script that it returns, as a migration may.
var DisableTriggers = disableTriggers
