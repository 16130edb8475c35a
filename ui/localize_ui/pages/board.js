// The script of a region of a page: sends what is clicked and filled in as data, and keeps what
// a new drawing would lose (what is typed, unfolded, scrolled to, focused).
// Gradio runs this as a function whose parameters are element, trigger, props, server, upload, watch:
// no name here may be one of these.
const typed = new Map(), unfolded = new Map(), scrolled = new Map();
let focused = '', waiting = 0, opened = '', asked = new Set();

const named = node => node && node.id ? node.id : '';
const busy = on => {
    clearTimeout(waiting);
    element.toggleAttribute('data-busy', on);
    if (on) waiting = setTimeout(() => busy(false), 20000);
};
const tell = (data, fields = []) => {
    if (element.hasAttribute('data-busy')) return;
    busy(true);
    asked = new Set(Array.from(fields, named));
    // As one text: Gradio takes an object with a `path` for a file of its own.
    // The address goes along: a server that was started anew remembers nothing of this page.
    trigger('click', {said: JSON.stringify(data), at: location.search});
};
const own = node => {
    const {sure: _, focus: __, escape: ___, ...data} = node.dataset;
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
    if (!sure(node)) return;
    forgetFailed();
    tell(own(node));
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
    forgetFailed();
    tell(data, form.elements);
});
element.addEventListener('change', event => {
    const node = event.target;
    if (node.dataset.upload) { sendFile(node); return; }
    if (node.dataset.go) tell({act: 'go', [node.dataset.go]: node.value});
});
// What a field's form says, in hidden fields, that its writer had read: in the field itself
// (was:NAME), and of that which the field is a part of (seen; seen:PART for a field NAME:PART).
const readIn = node => {
    const found = {};
    for (const name of [`was:${node.name}`, 'seen' + node.name.replace(/^[^:]*/, '')]) {
        const hidden = node.form && node.form.elements[name];
        if (hidden && hidden.type === 'hidden') found[name] = hidden.value;
    }
    return found;
};
element.addEventListener('input', event => {
    const node = event.target;
    if (!named(node) || node.type === 'password' || node.type === 'file') return;
    const read = readIn(node), was = read[`was:${node.name}`];
    // Put back as it was, it is not typed any more: what others make of it is shown.
    if (was !== undefined && was.replace(/\r\n/g, '\n').trim() === node.value.trim()) {
        typed.delete(node.id);
    } else {
        typed.set(node.id, {value: node.type === 'checkbox' ? node.checked : node.value, read});
    }
});
element.addEventListener('toggle', event => {
    if (named(event.target)) unfolded.set(event.target.id, event.target.open);
}, true);
element.addEventListener('scroll', event => {
    const box = event.target;
    if (!named(box)) return;
    const atEnd = box.scrollTop + box.clientHeight > box.scrollHeight - 8;
    scrolled.set(box.id, [box.scrollLeft, box.scrollTop, atEnd]);
}, true);
// Escape closes what is open; arrows go from cell to cell in a table whose cells are buttons.
const STEPS = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
const cellAt = (table, row, column) => table.rows[row] && table.rows[row].cells[column];
element.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === 'Escape') {
        const close = element.querySelector('[data-escape]');
        if (close) { event.preventDefault(); close.click(); }
        return;
    }
    const cell = event.target.closest('[data-cells] td'), step = STEPS[event.key];
    if (!cell || !step) return;
    event.preventDefault();
    const table = cell.closest('table');
    let row = cell.parentElement.rowIndex, column = cell.cellIndex, found = null;
    do {
        row += step[0];
        column += step[1];
        found = cellAt(table, row, column);
    } while (found && !found.querySelector('button'));
    if (found) found.querySelector('button').focus();
});
// One cell is on the way of the Tab key: the one that was left last.
const oneOnTheWay = () => element.querySelectorAll('[data-cells]').forEach(table => {
    const buttons = [...table.querySelectorAll('button')];
    const here = buttons.find(button => button.id === focused) || buttons[0];
    buttons.forEach(button => { button.tabIndex = button === here ? 0 : -1; });
});
element.addEventListener('focusin', event => {
    focused = named(event.target);
    if (event.target.closest('[data-cells]')) oneOnTheWay();
});

// What is being sent, by the id of its field: a new drawing has the field and the words anew.
const uploads = new Map();
const showUpload = id => {
    const upload = uploads.get(id), input = element.querySelector('#' + CSS.escape(id));
    const say = input && input.closest('section').querySelector('.lz-uploading');
    if (!say) return;
    input.disabled = upload.sending;
    say.textContent = upload.words;
    say.hidden = !upload.words;
    say.toggleAttribute('data-bad', upload.bad);
};
// What went wrong is read by then.
const forgetFailed = () => {
    for (const [id, upload] of uploads) if (upload.bad) uploads.delete(id);
};
// Another's turn is waited for: what has arrived is told all the same.
const tellInTurn = data => {
    if (element.hasAttribute('data-busy')) setTimeout(() => tellInTurn(data), 100);
    else tell(data);
};
// The file itself is the body, so that the browser reads it from the disk as it sends it.
const sendFile = async input => {
    const file = input.files[0], id = input.id, {upload: path, then} = input.dataset;
    if (!file || (uploads.has(id) && uploads.get(id).sending)) return;
    const tellIt = (words, more = {}) => {
        uploads.set(id, {words, sending: true, bad: false, ...more});
        showUpload(id);
    };
    tellIt(`${file.name} …`);
    try {
        const me = await (await fetch('/api/v1/me')).json();
        const made = await new Promise((done, failed) => {
            const request = new XMLHttpRequest();
            request.open('POST', `/api/v1/${path}?name=` + encodeURIComponent(file.name));
            request.setRequestHeader('X-CSRF-Token', me.code || '');
            request.setRequestHeader('Content-Type', 'application/octet-stream');
            request.upload.onprogress = event => {
                const share = event.total ? Math.floor(100 * event.loaded / event.total) : 0;
                tellIt(share < 100 ? `${file.name}: ${share} %` : `${file.name}: looking into it …`);
            };
            request.onload = () => {
                let answer = {};
                try { answer = JSON.parse(request.responseText); } catch { answer = {}; }
                if (request.status === 201) done(answer);
                else failed(new Error([answer.error && answer.error.message, answer.error && answer.error.hint]
                    .filter(Boolean).join(' ') || `The server answered ${request.status}.`));
            };
            request.onerror = () => failed(new Error('The connection was lost. Add the file again.'));
            request.send(file);
        });
        tellIt('', {sending: false});
        tellInTurn({act: then, path: made.path});
    } catch (error) {
        tellIt(`${file.name}: ${error.message}`, {sending: false, bad: true});
    }
    const field = element.querySelector('#' + CSS.escape(id));
    if (field) field.value = '';
};

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
        if (node.type === 'checkbox') node.checked = kept.value; else node.value = kept.value;
        // What its writer had read stays with it, until they are told that others changed it.
        if (page.dataset.told && asked.has(id)) kept.read = readIn(node);
        for (const name in kept.read) {
            const hidden = node.form && node.form.elements[name];
            if (hidden) hidden.value = kept.read[name];
        }
    }
    asked.clear();
    for (const id of uploads.keys()) showUpload(id);
    for (const [id, open] of unfolded) {
        const node = element.querySelector('#' + CSS.escape(id));
        if (node) node.open = open;
    }
    element.querySelectorAll('[role=log]').forEach(log => {
        const kept = scrolled.get(log.id);
        if (!kept || kept[2]) { log.scrollTop = log.scrollHeight; scrolled.delete(log.id); }
    });
    for (const [id, [left, top]] of scrolled) {
        const node = element.querySelector('#' + CSS.escape(id));
        if (node) { node.scrollLeft = left; node.scrollTop = top; }
    }
    const node = focused && element.querySelector('#' + CSS.escape(focused));
    if (node && document.activeElement === document.body) node.focus({preventScroll: true});
    oneOnTheWay();
    // What somebody has just opened is where they go on.
    const wanted = element.querySelector('[data-focus]'), key = wanted ? wanted.dataset.focus : '';
    if (key && key !== opened) wanted.focus();
    opened = key;
    element.querySelectorAll('time[datetime]').forEach(local);
};
watch('value', () => requestAnimationFrame(drawn));
drawn();
