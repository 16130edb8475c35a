(() => {
    // Before anything is painted: the theme that this browser saw last; `head.js` keeps it right.
    let theme = 'dark';
    try { theme = localStorage.getItem('lz-theme') || 'dark'; } catch { theme = 'dark'; }
    const light = matchMedia('(prefers-color-scheme: light)');
    const draw = () => {
        document.documentElement.dataset.theme =
            theme === 'system' ? (light.matches ? 'light' : 'dark') : theme;
    };
    light.addEventListener('change', draw);
    window.lzTheme = chosen => {
        theme = chosen;
        try { localStorage.setItem('lz-theme', chosen); } catch { /* private windows keep nothing */ }
        draw();
    };
    draw();
})();
