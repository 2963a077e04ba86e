package management

// A need is what a key must be allowed to do.
type need string

const (
	read  need = "read"
	write need = "write"
)

// A route is one endpoint. Its path may contain {project_id}, {branch_id} and other values. A request is about the
// branch in its path, about the default branch if the path contains none but takes the auth of a branch, or about the
// project.
type route struct {
	method, path string
	need         need
	of           scope
	body         fields // the fields of the body; nil: the body is ignored
	handle       handler
}

// A scope says where the handler of a route works.
type scope int

const (
	ofBranch  scope = iota // in the database of the branch in the path, where auth must be enabled
	ofDefault              // in the home database, where auth must be enabled
	ofPlace                // about the branch in the path, whether auth is enabled there or not
	ofProject              // about the project
)

// branchAuth is the path of a branch's auth.
const branchAuth = "/projects/{project_id}/branches/{branch_id}/auth"

// routes is the table of endpoints, one per line.
func routes() []route {
	return []route{
		{"GET", branchAuth, read, ofBranch, nil, getAuth},
		{"POST", branchAuth + "/users", write, ofBranch, fields{text("email", 1, 256).required(), text("name", 0, 255)}, createUser},
	}
}
