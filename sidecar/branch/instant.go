package branch

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// The last and the first time that people can write.
var (
	lastInstant  = time.Date(9999, 12, 31, 23, 59, 59, 999_000_000, time.UTC)
	firstInstant = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
)

// instants reads infinite times as the last and the first instant. pgx fails at them, and one such row
// would fail all look-ups that share its statement.
type instants struct{ pgtype.TimestamptzCodec }

func registerInstants(conn *pgx.Conn) {
	conn.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &instants{}})
}

// PlanScan implements pgtype.Codec.
func (c *instants) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	if _, ok := target.(*time.Time); !ok {
		return c.TimestamptzCodec.PlanScan(m, oid, format, target)
	}
	return instantPlan{c.TimestamptzCodec.PlanScan(m, oid, format, &pgtype.Timestamptz{})}
}

type instantPlan struct{ exact pgtype.ScanPlan }

// Scan implements pgtype.ScanPlan.
func (p instantPlan) Scan(src []byte, target any) error {
	var at pgtype.Timestamptz
	if err := p.exact.Scan(src, &at); err != nil {
		return err
	}
	switch {
	case !at.Valid:
		return fmt.Errorf("cannot scan NULL into %T", target)
	case at.InfinityModifier == pgtype.Infinity:
		at.Time = lastInstant
	case at.InfinityModifier == pgtype.NegativeInfinity:
		at.Time = firstInstant
	}
	*target.(*time.Time) = at.Time
	return nil
}
