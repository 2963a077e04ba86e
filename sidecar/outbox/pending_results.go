package outbox

import (
	"context"
	"sync"
	"time"

	"neonauth/gen"
)

// pendingResults are results of deliveries that could not be stored because the database was restarting. They are stored
// before further deliveries are taken, so that nothing is delivered twice.
type pendingResults struct {
	mutex sync.Mutex
	left  []gen.FinishDeliveryParams
}

// store writes the result of a delivery, or keeps it for the next round.
func (w *Worker) store(ctx context.Context, finish gen.FinishDeliveryParams) {
	storing, done := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer done()
	err := w.Database.Queries().FinishDelivery(storing, finish)
	if err == nil {
		return
	}
	w.Log.Error("store the result of a delivery", "id", finish.ID, "error", err)
	w.pending.mutex.Lock()
	defer w.pending.mutex.Unlock()
	w.pending.left = append(w.pending.left, finish)
}

// storePending stores the results that could not be stored before. It returns the first error.
func (w *Worker) storePending(ctx context.Context) error {
	w.pending.mutex.Lock()
	defer w.pending.mutex.Unlock()
	for len(w.pending.left) > 0 {
		if err := w.Database.Queries().FinishDelivery(ctx, w.pending.left[0]); err != nil {
			return err
		}
		w.pending.left = w.pending.left[1:]
	}
	return nil
}

// storeAtEnd retries for a few seconds when the worker stops.
func (w *Worker) storeAtEnd() {
	ctx, done := context.WithTimeout(context.Background(), grace)
	defer done()
	for w.storePending(ctx) != nil && ctx.Err() == nil {
		select {
		case <-time.After(busy / 4):
		case <-ctx.Done():
		}
	}
}
