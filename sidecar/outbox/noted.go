package outbox

import (
	"context"
	"sync"
	"time"

	"neonauth/gen"
)

// unnoted are outcomes of deliveries that the database could not take, as it was restarting. They are noted before more
// is taken, so that what was delivered is not delivered again.
type unnoted struct {
	mutex sync.Mutex
	left  []gen.FinishDeliveryParams
}

// note notes how a delivery ended, or keeps it for the next round.
func (w *Worker) note(ctx context.Context, finish gen.FinishDeliveryParams) {
	noting, done := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer done()
	err := w.Database.Queries().FinishDelivery(noting, finish)
	if err == nil {
		return
	}
	w.Log.Error("note a delivery", "id", finish.ID, "error", err)
	w.unnoted.mutex.Lock()
	defer w.unnoted.mutex.Unlock()
	w.unnoted.left = append(w.unnoted.left, finish)
}

// noteRest notes what could not be noted before, and returns the first error.
func (w *Worker) noteRest(ctx context.Context) error {
	w.unnoted.mutex.Lock()
	defer w.unnoted.mutex.Unlock()
	for len(w.unnoted.left) > 0 {
		if err := w.Database.Queries().FinishDelivery(ctx, w.unnoted.left[0]); err != nil {
			return err
		}
		w.unnoted.left = w.unnoted.left[1:]
	}
	return nil
}

// noteAtEnd tries for a few seconds when the worker stops.
func (w *Worker) noteAtEnd() {
	ctx, done := context.WithTimeout(context.Background(), grace)
	defer done()
	for w.noteRest(ctx) != nil && ctx.Err() == nil {
		select {
		case <-time.After(busy / 4):
		case <-ctx.Done():
		}
	}
}
