package sql

// DisableTriggers is exported for a test that writes between the call and the returned script, as a migration may.
var DisableTriggers = disableTriggers
