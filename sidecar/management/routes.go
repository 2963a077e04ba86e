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

// projectAuth is the path of the default branch's auth in the endpoints that Neon's first release had.
const projectAuth = "/projects/{project_id}/auth"

// routes is the table of endpoints, one per line.
func routes() []route {
	return []route{
		{"GET", branchAuth, read, ofBranch, nil, getAuth},
		{"POST", branchAuth + "/users", write, ofBranch, fields{text("email", 1, 256).required(), text("name", 0, 255)}, createUser},

		{"GET", branchAuth + "/domains", read, ofBranch, nil, listDomains},
		{"POST", branchAuth + "/domains", write, ofBranch, checkedInSQL, addDomain},
		{"DELETE", branchAuth + "/domains", write, ofBranch, checkedInSQL, removeDomains},
		{"GET", branchAuth + "/allow_localhost", read, ofBranch, nil, getSettings("allow_localhost")},
		{"PATCH", branchAuth + "/allow_localhost", write, ofBranch, checkedInSQL, changeSettings("allow_localhost")},
		{"GET", branchAuth + "/oauth_providers", read, ofBranch, nil, listProviders},
		{"POST", branchAuth + "/oauth_providers", write, ofBranch, checkedInSQL, addProvider},
		{"PATCH", branchAuth + "/oauth_providers/{oauth_provider_id}", write, ofBranch, checkedInSQL, changeProvider},
		{"DELETE", branchAuth + "/oauth_providers/{oauth_provider_id}", write, ofBranch, nil, removeProvider},
		{"GET", branchAuth + "/email_provider", read, ofBranch, nil, getMailServer},
		{"PATCH", branchAuth + "/email_provider", write, ofBranch, checkedInSQL, changeMailServer},
		{"POST", branchAuth + "/email_provider/test", write, ofBranch, checkedInSQL, testMailServer},
		{"POST", branchAuth + "/send_test_email", write, ofBranch, checkedInSQL, sendTestMail},
		{"GET", branchAuth + "/email_and_password", read, ofBranch, nil, getSettings("email_and_password")},
		{"PATCH", branchAuth + "/email_and_password", write, ofBranch, checkedInSQL, changeSettings("email_and_password")},
		{"GET", branchAuth + "/plugins", read, ofBranch, nil, getPlugins},
		{"PATCH", branchAuth + "/plugins/organization", write, ofBranch, checkedInSQL, changeSettings("organization")},
		{"PATCH", branchAuth + "/plugins/magic-link", write, ofBranch, checkedInSQL, changeSettings("magic_link")},
		{"GET", branchAuth + "/plugins/phone-number", read, ofBranch, nil, getSettings("phone_number")},
		{"PATCH", branchAuth + "/plugins/phone-number", write, ofBranch, checkedInSQL, changeSettings("phone_number")},
		{"GET", branchAuth + "/webhooks", read, ofBranch, nil, getSettings("webhooks")},
		{"PUT", branchAuth + "/webhooks", write, ofBranch, checkedInSQL, replaceSettings("webhooks")},

		{"GET", projectAuth + "/domains", read, ofDefault, nil, listDomains},
		{"POST", projectAuth + "/domains", write, ofDefault, checkedInSQL, addDomain},
		{"DELETE", projectAuth + "/domains", write, ofDefault, checkedInSQL, removeDomains},
		{"GET", projectAuth + "/oauth_providers", read, ofDefault, nil, listProviders},
		{"POST", projectAuth + "/oauth_providers", write, ofDefault, checkedInSQL, addProvider},
		{"PATCH", projectAuth + "/oauth_providers/{oauth_provider_id}", write, ofDefault, checkedInSQL, changeProvider},
		{"DELETE", projectAuth + "/oauth_providers/{oauth_provider_id}", write, ofDefault, nil, removeProvider},
		{"GET", projectAuth + "/email_server", read, ofDefault, nil, getMailServer},
		{"PATCH", projectAuth + "/email_server", write, ofDefault, checkedInSQL, changeMailServer},
	}
}
