package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"neonauth/gen"
	"neonauth/sidecar/webhook"
)

// deliverEvent makes one attempt to deliver an event to the webhook. The outbox repeats it if necessary.
func (w *Worker) deliverEvent(ctx context.Context, row gen.DeliveryRow) error {
	var facts struct{ Event string }
	if err := json.Unmarshal(row.Facts, &facts); err != nil {
		return fmt.Errorf("facts: %w", err)
	}
	events, err := w.Database.Queries().GetEvent(ctx, facts.Event)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return fmt.Errorf("%w: the event does not exist any more", webhook.ErrRefused)
	}
	return w.Webhook.Deliver(ctx, w.Database, events[0], int(row.Attempts))
}
