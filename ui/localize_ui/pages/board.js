// The script of a region of a page: sends what is clicked and filled in as data, and keeps what
// a new drawing would lose (what is typed, unfolded, scrolled to, focused).
const typed = new Map(), unfolded = new Map(), scrolled = new Map();
let focused = '', waiting = 0;

const named = node => node && node.id ? node.id : '';
const busy = on => {
    clearTimeout(waiting);
    element.toggleAttribute('data-busy', on);
    if (on) waiting = setTimeout(() => busy(false), 20000);
};
const tell = data => {
    if (element.hasAttribute('data-busy')) return;
    busy(true);
    trigger('click', data);
};
const own = node => {
    const data = {...node.dataset};
    delete data.sure;
    return data;
};
const value = control => {
    if (control.type !== 'datetime-local' || !control.value) return control.value;
    return new Date(control.value).toISOString();
};
// A second click within five seconds means it.
const sure = button => {
    if (!button.dataset.sure || button.hasAttribute('data-armed')) return true;
    const label = button.textContent;
    button.textContent = button.dataset.sure;
    button.setAttribute('data-armed', '');
    setTimeout(() => { button.textContent = label; button.removeAttribute('data-armed'); }, 5000);
    return false;
};

element.addEventListener('click', event => {
    const node = event.target.closest('[data-act]');
    if (!node || node.tagName === 'FORM' || node.tagName === 'SELECT') return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (sure(node)) tell(own(node));
});
element.addEventListener('submit', event => {
    const form = event.target;
    if (!form.dataset.act) return;
    event.preventDefault();
    if (event.submitter && !sure(event.submitter)) return;
    const data = {...own(form), ...(event.submitter ? own(event.submitter) : {})};
    for (const control of form.elements) {
        if (!control.name || control.disabled || control.type === 'file') continue;
        if (control.type === 'checkbox') {
            data[control.name] = data[control.name] || [];
            if (control.checked) data[control.name].push(control.value);
        } else if (control.type !== 'radio' || control.checked) {
            data[control.name] = value(control);
        }
    }
    for (const key in data) {
        if (Array.isArray(data[key]) && data[key].length < 2) data[key] = data[key][0] || '';
    }
    tell(data);
});
element.addEventListener('change', event => {
    const node = event.target;
    if (node.dataset.go) tell({act: 'go', [node.dataset.go]: node.value});
});
element.addEventListener('input', event => {
    const node = event.target;
    if (!named(node) || node.type === 'password') return;
    typed.set(node.id, node.type === 'checkbox' ? node.checked : node.value);
});
element.addEventListener('toggle', event => {
    if (named(event.target)) unfolded.set(event.target.id, event.target.open);
}, true);
element.addEventListener('scroll', event => {
    if (named(event.target)) scrolled.set(event.target.id, [event.target.scrollLeft, event.target.scrollTop]);
}, true);
element.addEventListener('focusin', event => { focused = named(event.target); });

const two = number => String(number).padStart(2, '0');
const local = node => {
    const at = new Date(node.dateTime);
    if (isNaN(at)) return;
    const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    node.textContent = node.dataset.day ? day : `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
    node.title = at.toString();
};

const drawn = () => {
    busy(false);
    const page = element.querySelector('[data-page]');
    if (!page) return;
    if (page.dataset.title) document.title = page.dataset.title;
    if (page.dataset.address) history.replaceState(history.state, '', page.dataset.address);
    if (page.dataset.clear) typed.clear();
    for (const [id, kept] of typed) {
        const node = element.querySelector('#' + CSS.escape(id));
        if (!node) continue;
        if (node.type === 'checkbox') node.checked = kept; else node.value = kept;
    }
    for (const [id, open] of unfolded) {
        const node = element.querySelector('#' + CSS.escape(id));
        if (node) node.open = open;
    }
    for (const [id, [left, top]] of scrolled) {
        const node = element.querySelector('#' + CSS.escape(id));
        if (node) { node.scrollLeft = left; node.scrollTop = top; }
    }
    const node = focused && element.querySelector('#' + CSS.escape(focused));
    if (node && document.activeElement === document.body) node.focus({preventScroll: true});
    element.querySelectorAll('time[datetime]').forEach(local);
};
watch('value', () => requestAnimationFrame(drawn));
drawn();
