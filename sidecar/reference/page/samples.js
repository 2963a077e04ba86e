// A plugin of Swagger UI that shows what its own pages leave out: code samples above the responses of an operation, and
// the errors below.
window.neonauthSamples = (system) => {
  const h = system.React.createElement;

  const operationOf = (props) => {
    const spec = props.specSelectors.specJson();
    const [path, method] = [props.path, props.method];
    const operation = spec.getIn(['paths', path, method]);
    return operation && operation.toJS ? operation.toJS() : {};
  };

  const Samples = ({ samples, id }) => {
    const [chosen, choose] = system.React.useState(0);
    const [copied, setCopied] = system.React.useState(false);
    const copy = () => navigator.clipboard.writeText(samples[chosen].source).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    }, () => {});
    return h('section', { className: 'samples', 'aria-label': 'Code samples' },
      h('div', { className: 'samples-head' },
        h('h4', null, 'Code samples'),
        h('div', { role: 'group', 'aria-label': 'Language', className: 'samples-tabs' }, samples.map((sample, i) => h('button', {
          key: sample.label, type: 'button', 'aria-pressed': i === chosen, onClick: () => choose(i),
        }, sample.label))),
        h('button', { type: 'button', className: 'samples-copy', onClick: copy }, copied ? 'Copied' : 'Copy')),
      h('pre', { tabIndex: 0, id: `sample-${id}` }, h('code', null, samples[chosen].source)));
  };

  const Errors = ({ errors }) => h('section', { className: 'errors', 'aria-label': 'Errors' },
    h('h4', null, 'Errors'),
    h('div', { className: 'errors-scroll', tabIndex: 0 },
      h('table', null,
        h('thead', null, h('tr', null, ['Status', 'Code', 'Message'].map((text) => h('th', { key: text, scope: 'col' }, text)))),
        h('tbody', null, errors.map((error) => h('tr', { key: error.name },
          h('td', null, error.status),
          h('td', null, error.message ? h('code', null, error.code) : 'Empty body'),
          h('td', null, error.message)))))));

  return {
    wrapComponents: {
      authorizeBtn: () => () => null, // the session is a cookie, which no script can set
      authorizeOperationBtn: () => () => null,
      responses: (Original) => (props) => {
        const operation = operationOf(props);
        const samples = operation['x-codeSamples'] || [];
        const errors = operation['x-errors'] || [];
        return h(system.React.Fragment, null,
          samples.length > 0 && h(Samples, { samples, id: operation.operationId }),
          h(Original, props),
          errors.length > 0 && h(Errors, { errors }));
      },
    },
  };
};
