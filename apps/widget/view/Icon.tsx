const shapes = {
  close: 'M6 6l12 12M18 6 6 18',
  send: 'M5 12h13M12 5l7 7-7 7',
  attach: 'M19 11.5 12 18.4a4.6 4.6 0 0 1-6.5-6.5l7.3-7.2a3 3 0 0 1 4.3 4.3l-7.2 7.1a1.5 1.5 0 0 1-2.1-2.1l6.3-6.3',
  person: 'M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 20c.6-3.6 3.4-5.5 7-5.5s6.4 1.9 7 5.5',
  help: 'M4 5.5c3-1.3 5.8-.9 8 1 2.2-1.9 5-2.3 8-1v13c-3-1.3-5.8-.9-8 1-2.2-1.9-5-2.3-8-1zM12 6.5v13',
  mail: 'M4 6.5h16v11H4zM4.5 7l7.5 6 7.5-6',
};

export function Icon({ name, turns = false }: { name: keyof typeof shapes; turns?: boolean }) {
  return (
    <svg class={turns ? 'icon turns' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
