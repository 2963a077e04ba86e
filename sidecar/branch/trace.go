package branch

import (
	"context"

	"go.opentelemetry.io/otel/trace"

	"neonauth/gen"
)

// setName shows a trace in pg_stat_activity and in Postgres' log, until the end of the transaction.
const setName = "select pg_catalog.set_config('application_name', $1, true)"

// traceName returns the application_name of a traced request's statements, or "" if the request is not traced.
func traceName(ctx context.Context) string {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		return "neonauth " + span.SpanContext().TraceID().String()
	}
	return ""
}

// traced returns the queries' connection for a context that may be traced.
func (d *Database) traced(ctx context.Context) gen.DBTX {
	if traceName(ctx) != "" && !d.pooled {
		return &request{db: d}
	}
	return d.queryer()
}

// traceBatch returns the context of a batch of look-ups. The statement belongs to the first traced request in it, and has
// links to the others.
func traceBatch(ctx context.Context, batch []lookup) (context.Context, func()) {
	var first trace.Span
	var links []trace.Link
	for _, l := range batch {
		if l.span == nil {
			continue
		}
		if first == nil {
			first = l.span
		} else {
			links = append(links, trace.Link{SpanContext: l.span.SpanContext()})
		}
	}
	if first == nil {
		return ctx, func() {}
	}
	ctx, span := first.TracerProvider().Tracer("neonauth").Start(trace.ContextWithSpan(ctx, first), "look-up", trace.WithLinks(links...))
	return ctx, func() { span.End() }
}

// recordingSpan returns the span of a traced request, or nil.
func recordingSpan(ctx context.Context) trace.Span {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		return span
	}
	return nil
}
