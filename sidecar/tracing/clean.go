package tracing

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// allowed are the attributes that leave the process. Paths contain tokens, and errors of Postgres contain values; addresses
// and user agents are personal data. Statements have no values: these are arguments, which are not traced.
var allowed = map[attribute.Key]bool{
	"http.request.method": true, "http.route": true, "http.response.status_code": true, "url.scheme": true, "network.protocol.version": true,
	"error.type": true, "neonauth.request.id": true, "neonauth.database": true,
	"db.system.name": true, "db.namespace": true, "db.query.text": true, "db.operation.name": true, "db.operation.batch.size": true,
	"db.response.status_code": true, "db.response.returned_rows": true, "pgx.rows_affected": true, "pgx.sql_state": true, "server.address": true, "server.port": true,
}

// clean removes from spans what must not leave the process.
type clean struct{ sdk.SpanExporter }

// ExportSpans implements sdk.SpanExporter.
func (c clean) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	cleaned := make([]sdk.ReadOnlySpan, len(spans))
	for i, span := range spans {
		cleaned[i] = cleanSpan{span}
	}
	return c.SpanExporter.ExportSpans(ctx, cleaned)
}

type cleanSpan struct{ sdk.ReadOnlySpan }

// Attributes implements sdk.ReadOnlySpan.
func (s cleanSpan) Attributes() []attribute.KeyValue {
	var kept []attribute.KeyValue
	for _, one := range s.ReadOnlySpan.Attributes() {
		// The name of the server in a request's span is the header Host.
		if allowed[one.Key] && (s.Parent().IsValid() && !s.Parent().IsRemote() || one.Key != "server.address" && one.Key != "server.port") {
			kept = append(kept, one)
		}
	}
	return kept
}

// Events implements sdk.ReadOnlySpan. Errors are events, with their texts.
func (s cleanSpan) Events() []sdk.Event { return nil }

// Status implements sdk.ReadOnlySpan. The description is the text of an error.
func (s cleanSpan) Status() sdk.Status { return sdk.Status{Code: s.ReadOnlySpan.Status().Code} }

// A reporter logs at most one problem a minute: a collector that is away must not fill the log.
type reporter struct {
	log   *slog.Logger
	mutex sync.Mutex
	last  time.Time
}

func newReporter(log *slog.Logger) *reporter { return &reporter{log: log} }

// Handle implements otel.ErrorHandler.
func (r *reporter) Handle(err error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if time.Since(r.last) > time.Minute {
		r.last = time.Now()
		r.log.Warn("traces cannot be sent", "error", err)
	}
}
