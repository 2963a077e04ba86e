package console

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"neonauth/gen"
)

var overviewRoutes = []route{{"GET", "/{$}", (*Server).overview, nil}}

// overview serves GET /console/db/NAME/.
func (s *Server) overview(v *visit) error {
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageOverview(ctx, key)
	})
	if err != nil {
		return err
	}
	counts := s.countSignIns(v)
	days, _ := counts.Value["days"].([]any)
	found["chart"], found["counts"], found["counted"], found["check"] = newChart(days), counts.Value, counts.At, s.check(v.ctx, v.db)
	return v.render("overview", "Overview", found, withSQL(
		Statement{"Users by state, from a counter that triggers keep exact.", `select sum(users) as users,
  sum(users) filter (where "emailVerified") as verified,
  sum(users) filter (where banned) as banned
from neon_auth.user_count;`},
		Statement{"Sign-ins by day.", `select date_trunc('day', at) as day, count(*) as sign_ins, count(distinct "userId") as users
from neon_auth.audit_log
where entity = 'session' and action = 'insert' and after ->> 'impersonatedBy' is null and at > now() - interval '30 days'
group by 1 order by 1;`},
		Statement{"Refused sign-ins by day.", `select date_trunc('day', minute) as day, sum(attempts) as refused
from neon_auth.refused_sign_in
where minute > now() - interval '30 days'
group by 1 order by 1;`},
		Statement{"Mail that waits, or could not be sent.", `select * from neon_auth.list_deliveries('waiting')
union all
select * from neon_auth.list_deliveries('dead');`},
		Statement{"What neonauth check finds in the database.", `select * from neon_auth.production_check;`},
		Statement{"Settings that need attention. Empty: none.", `select * from neon_auth.settings_advice;`},
	))
}

// countPatience is how long the overview waits for the numbers of sign-ins.
const countPatience = 60 * time.Millisecond

// countSignIns returns the numbers of sign-ins and active users: new ones if counting is quick, otherwise numbers that are
// up to a hundred times as old as counting takes.
func (s *Server) countSignIns(v *visit) slowValue[object] {
	age := func(took time.Duration) time.Duration {
		if took < countPatience {
			return 0
		}
		return 100 * took
	}
	return s.counts.get(v.ctx, v.db.Name, countPatience, age, func(ctx context.Context) (object, error) {
		counting := *v
		counting.ctx = ctx
		found, err := counting.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
			return q.ManageCountSignIns(ctx, key)
		})
		if err != nil {
			s.Log.Warn("count sign-ins for the console", "database", v.db.Name, "error", err)
		}
		return found, err
	})
}

// A chart is a bar chart of sign-ins by day.
type chart struct {
	Bars        []bar
	Width       int
	First, Last string
	SignIns     int
	Refused     int
	Most        int
}

// A bar is a day. Positions are in the units of the chart's view box.
type bar struct {
	Day                               string
	SignIns, Refused                  int
	X                                 int
	Good, GoodTop, Bad, BadTop, Width string
}

const (
	chartHeight = 160
	slotWidth   = 24
)

func newChart(days []any) chart {
	c := chart{Width: len(days) * slotWidth}
	for i, entry := range days {
		day, _ := entry.(object)
		b := bar{Day: text(day["day"]), SignIns: count(day["signIns"]), Refused: count(day["refused"]), X: i * slotWidth}
		c.SignIns += b.SignIns
		c.Refused += b.Refused
		c.Most = max(c.Most, b.SignIns+b.Refused)
		c.Bars = append(c.Bars, b)
	}
	scale := func(n int) float64 { return float64(n) / float64(max(c.Most, 1)) * (chartHeight - 8) }
	for i := range c.Bars {
		b := &c.Bars[i]
		good, bad := scale(b.SignIns), scale(b.Refused)
		b.Good, b.GoodTop = fmt.Sprintf("%.1f", good), fmt.Sprintf("%.1f", chartHeight-good)
		b.Bad, b.BadTop = fmt.Sprintf("%.1f", bad), fmt.Sprintf("%.1f", chartHeight-good-bad)
	}
	if len(c.Bars) > 0 {
		c.First, c.Last = c.Bars[0].Day, c.Bars[len(c.Bars)-1].Day
	}
	return c
}

func count(given any) int {
	if n, ok := given.(json.Number); ok {
		if whole, err := strconv.Atoi(n.String()); err == nil {
			return whole
		}
	}
	return 0
}
