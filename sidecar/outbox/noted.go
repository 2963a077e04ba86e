package outbox

import (
	"context"
	"sync"
	"time"

	"neonauth/gen"
)

// unnoted are results of deliveries that could not be stored because the database was restarting. They are stored before
// further deliveries are taken, so that nothing is delivered twice.
type unnoted struct {
	mutex sync.Mutex
	left  []gen.FinishDeliveryParams
}

// note stores the result of a delivery, or keeps it for the next round.
func (w *Worker) note(ctx context.Context, finish gen.FinishDeliveryParams) {
	noting, done := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer done()
	err := w.Database.Queries().FinishDelivery(noting, finish)
	if err == nil {
		return
	}
	w.Log.Error("store the result of a delivery", "id", finish.ID, "error", err)
	w.unnoted.mutex.Lock()
	defer w.unnoted.mutex.Unlock()
	w.unnoted.left = append(w.unnoted.left, finish)
}

// noteRest stores the results that could not be stored before. It returns the first error.
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

// noteAtEnd retries for a few seconds when the worker stops.
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
