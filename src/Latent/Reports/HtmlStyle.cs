namespace Latent.Reports;

/// <summary>The style sheet of every page: one column of calm type, in light or dark as the reader's system is set.</summary>
internal static class HtmlStyle
{
    // Free of the characters < and &, so that the page stays well-formed.
    public const string Sheet = """

        :root{color-scheme:light dark;--paper:#fcfbf9;--ink:#1c2027;--soft:#666d79;--hair:#e5e2dc;--panel:#f4f2ed;--muted:#c5c9d0;--amber:#b7791f;--amber-panel:#fbf4e4;--good:#2b7a4b}
        @media(prefers-color-scheme:dark){:root{--paper:#14161a;--ink:#e4e6ea;--soft:#969daa;--hair:#2b2f36;--panel:#1c1f25;--muted:#4a505a;--amber:#d9a441;--amber-panel:#262117;--good:#5fc58a}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        main{max-width:66rem;margin:0 auto;padding:clamp(1.75rem,5vw,4.5rem) clamp(1.1rem,4vw,2.5rem) 5rem}
        header{margin-bottom:2.5rem}
        .kicker{margin:0 0 .5rem;color:var(--soft);font-size:.8rem;letter-spacing:.09em;text-transform:uppercase}
        h1{margin:0;font-size:clamp(1.7rem,4.2vw,2.5rem);font-weight:640;line-height:1.15;letter-spacing:-.022em;text-wrap:balance;overflow-wrap:anywhere}
        .subtitle{margin:.6rem 0 0;color:var(--soft);overflow-wrap:anywhere}
        section{margin-top:3.5rem}
        h2{margin:0 0 1.4rem;padding-bottom:.5rem;border-bottom:1px solid var(--hair);font-size:1.15rem;font-weight:620;letter-spacing:-.01em}
        dl,dd,ul,figure{margin:0;padding:0}
        .figures{display:flex;flex-wrap:wrap;gap:1.6rem 0;margin-bottom:2.2rem}
        .figures div{flex:1 1 9.5rem;padding:.1rem 1.25rem;border-left:1px solid var(--hair)}
        .figures dt{color:var(--soft);font-size:.85rem}
        .figures .value{font-size:1.85rem;font-weight:560;line-height:1.3;letter-spacing:-.02em;font-variant-numeric:tabular-nums;white-space:nowrap}
        .figures .note{color:var(--soft);font-size:.8rem}
        .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(45%,14.5rem),1fr));gap:.9rem 1.4rem;padding:1.2rem 1.3rem;border-radius:.6rem;background:var(--panel)}
        .facts dt{color:var(--soft);font-size:.78rem}
        .facts dd{font-size:.92rem;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        .advice{list-style:none;display:grid;gap:.6rem}
        .advice li{padding:.75rem 1.1rem;border-left:3px solid var(--amber);border-radius:0 .4rem .4rem 0;background:var(--amber-panel);max-width:52rem}
        .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:2.6rem 3rem;align-items:start}
        figure{min-width:0}
        figure+figure{margin-top:2.2rem}
        .columns figure{margin-top:0}
        .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:1.6rem 1.8rem;align-items:start;margin-bottom:2.2rem}
        .grid figure{margin-top:0}
        .flow{columns:2 25rem;column-gap:3rem}
        .flow figure{break-inside:avoid;margin:0 0 2.4rem}
        figcaption{margin-bottom:.35rem;font-size:.92rem}
        figcaption b{font-weight:600}
        figcaption span{color:var(--soft);font-size:.85rem;margin-left:.35rem}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin-bottom:.3rem;color:var(--soft);font-size:.82rem}
        .legend li{display:flex;align-items:center;gap:.4rem}
        .legend b{color:var(--ink);font-weight:560;font-variant-numeric:tabular-nums}
        .legend i{width:.7rem;height:.7rem;border-radius:.2rem;background:var(--muted)}
        svg{display:block;width:100%;height:auto;overflow:visible;font-size:12px}
        svg text{fill:var(--soft);font-variant-numeric:tabular-nums}
        .grid{stroke:var(--hair)}
        .axis{stroke:var(--muted)}
        .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .hint{opacity:0}
        .hint:hover{opacity:1}
        .dot{fill-opacity:.75}
        .dot:hover{fill-opacity:1;stroke:var(--ink)}
        .muted{fill:var(--muted)}
        img{display:block;max-width:100%;height:auto;border-radius:.35rem;image-rendering:pixelated}
        img.wide{width:100%}
        div.wide{overflow-x:auto}
        table{border-collapse:collapse;min-width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
        th,td{padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--hair);text-align:right;white-space:nowrap}
        thead th:first-child{text-align:left}
        thead th{font-weight:600;vertical-align:bottom}
        thead i{display:inline-block;width:.7rem;height:.7rem;margin-right:.4rem;border-radius:.2rem}
        tbody th{color:var(--soft);font-weight:400;text-align:left}
        .best{font-weight:640;color:var(--good)}
        pre{margin:0;padding:1.1rem 1.3rem;border-radius:.6rem;background:var(--panel);overflow-x:auto;font:.85rem/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        @media print{main{max-width:none;padding:0}section,figure{break-inside:avoid}}

        """;
}
