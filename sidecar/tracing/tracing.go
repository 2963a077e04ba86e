// Package tracing sends traces by OTLP: a span for each traced request, and one for each of its statements.
package tracing

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/exaring/otelpgx"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	metric "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"neonauth/sidecar/version"
)

// Config configures tracing.
type Config struct {
	URL     string  // of the collector; "/v1/traces" is appended if it has no path
	Ratio   float64 // of the requests that are traced, 0 to 1
	Trusted func(*http.Request) bool
	Log     *slog.Logger
}

// Tracing traces requests. All methods of a nil Tracing do nothing.
type Tracing struct {
	Config
	provider *sdk.TracerProvider
	byID     sdk.Sampler // decides for requests that belong to a trace of the caller
}

// New returns a Tracing. The collector need not be reachable yet. The caller must call Close.
func New(ctx context.Context, c Config) (*Tracing, error) {
	address, err := url.Parse(c.URL)
	if err != nil {
		return nil, err
	}
	if strings.Trim(address.Path, "/") == "" {
		address.Path = "/v1/traces"
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(address.String()))
	if err != nil {
		return nil, err
	}
	built := version.Get()
	otel.SetErrorHandler(newReporter(c.Log))
	return &Tracing{Config: c, byID: sdk.TraceIDRatioBased(c.Ratio), provider: sdk.NewTracerProvider(
		sdk.WithBatcher(clean{exporter}),
		sdk.WithSampler(sdk.AlwaysSample()), // Handler has decided
		sdk.WithResource(resource.NewSchemaless(
			attribute.String("service.name", "neonauth"), attribute.String("service.version", built.Version))),
	)}, nil
}

// Close sends the last spans, for a few seconds at most.
func (t *Tracing) Close(ctx context.Context) {
	if t == nil {
		return
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer done()
	if err := t.provider.Shutdown(ctx); err != nil {
		otel.Handle(err)
	}
}

// Handler traces some of the requests. The others skip all of it, so that they cost nothing.
func (t *Tracing) Handler(next http.Handler) http.Handler {
	if t == nil {
		return next
	}
	traced := otelhttp.NewHandler(next, "request", otelhttp.WithTracerProvider(t.provider),
		otelhttp.WithPropagators(propagation.TraceContext{}), otelhttp.WithMeterProvider(metric.NewMeterProvider()))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if t.isTraced(r) {
			traced.ServeHTTP(w, r)
		} else {
			next.ServeHTTP(w, r)
		}
	})
}

// isTraced decides on a request. A request continues the caller's trace only if a trusted proxy or backend sends it, and is
// then traced if both sides would: clients cannot make the sidecar trace more than Ratio.
func (t *Tracing) isTraced(r *http.Request) bool {
	h := r.Header
	h.Del("Tracestate") // any text
	if h.Get("Traceparent") == "" {
		return rand.Float64() < t.Ratio //nolint:gosec // nothing depends on it
	}
	parent := trace.SpanContextFromContext(propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(h)))
	if !parent.IsValid() || !t.Trusted(r) {
		h.Del("Traceparent")
		return rand.Float64() < t.Ratio //nolint:gosec // see above
	}
	decision := t.byID.ShouldSample(sdk.SamplingParameters{ParentContext: r.Context(), TraceID: parent.TraceID()})
	return parent.IsSampled() && decision.Decision == sdk.RecordAndSample
}

// Tracer returns what traces the statements of traced requests, or nil.
func (t *Tracing) Tracer() *Tracer {
	if t == nil {
		return nil
	}
	return &Tracer{otelpgx.NewTracer(otelpgx.WithTracerProvider(t.provider), otelpgx.WithMeterProvider(metric.NewMeterProvider()),
		otelpgx.WithSpanNameFunc(nameOf), otelpgx.WithDisableAcquireTracer())}
}

// nameOf returns the name of a statement: that of the query, as in "-- name: GetSessions :many", or its first word.
func nameOf(statement string) string {
	if rest, ok := strings.CutPrefix(statement, "-- name: "); ok {
		statement = rest
	}
	name, _, _ := strings.Cut(strings.TrimSpace(statement), " ")
	return name
}
