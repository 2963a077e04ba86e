package branch

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// The last and the first time that can be written with a four-digit year.
var (
	lastInstant  = time.Date(9999, 12, 31, 23, 59, 59, 999_000_000, time.UTC)
	firstInstant = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
)

// timestamps reads infinite timestamps as the last and the first instant. pgx returns an error for them, and one such row
// would fail all session look-ups that share its statement.
type timestamps struct{ pgtype.TimestamptzCodec }

func registerTimestamps(conn *pgx.Conn) {
	conn.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &timestamps{}})
}

// PlanScan implements pgtype.Codec.
func (c *timestamps) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	if _, ok := target.(*time.Time); !ok {
		return c.TimestamptzCodec.PlanScan(m, oid, format, target)
	}
	return timestampPlan{c.TimestamptzCodec.PlanScan(m, oid, format, &pgtype.Timestamptz{})}
}

type timestampPlan struct{ exact pgtype.ScanPlan }

// Scan implements pgtype.ScanPlan.
func (p timestampPlan) Scan(src []byte, target any) error {
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
