package sql

// RestTriggers and WakeTriggers are exported for a test that writes between them, as a migration may.
const (
	RestTriggers = restTriggers
	WakeTriggers = wakeTriggers
)

// Online is exported for tests of what a later release may do.
var Online = online

// Statements is exported for a test that reads migrations.
var Statements = statements

// TableHolders is exported for a test of the error of an install that has given up, after a minute.
var TableHolders = tableHolders
