package sql

// RestTriggers and WakeTriggers are exported for a test that writes between them, as a migration may.
const (
	RestTriggers = restTriggers
	WakeTriggers = wakeTriggers
)
