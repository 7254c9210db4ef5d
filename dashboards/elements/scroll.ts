const FRAMES = '.section > .scroll, .section > casehouse-table > .scroll';

/** Says in words, above each table that is wider than its frame, that there is more to the side. */
export function hintScrolling(root: ParentNode): void {
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) say(target as HTMLElement);
  });
  for (const frame of root.querySelectorAll<HTMLElement>(FRAMES)) watch.observe(frame);
}

function say(frame: HTMLElement): void {
  const before = frame.previousElementSibling;
  const shown = before?.classList.contains('scroll-hint') === true ? before : null;
  const wider = frame.scrollWidth > frame.clientWidth + 1;
  if (!wider) shown?.remove();
  else if (shown === null) {
    const hint = document.createElement('p');
    hint.className = 'scroll-hint';
    hint.textContent = 'This table is wider than the window: scroll it sideways for the other columns →';
    frame.before(hint);
  }
}
