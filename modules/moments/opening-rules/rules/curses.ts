/** Words that nobody says who is content: a short list, whole words, in five languages. A rule may name its own instead. */
export const curses: readonly string[] = [
  ...['fuck', 'fucking', 'fucked', 'shit', 'bullshit', 'scam', 'scammers', 'ripoff', 'rip off', 'thieves', 'assholes', 'wtf'],
  ...['merda', 'cazzo', 'vaffanculo', 'stronzi', 'truffa', 'truffatori', 'ladri', 'schifo', 'vergogna', 'vergognatevi'],
  ...['scheiße', 'scheisse', 'scheiss', 'verarscht', 'verarsche', 'betrug', 'betrüger', 'abzocke', 'abzocker', 'arschlöcher'],
  ...['merde', 'putain', 'arnaque', 'arnaqueurs', 'escrocs', 'voleurs', 'foutage de gueule', 'connards', 'une honte'],
  ...['mierda', 'joder', 'puta', 'estafa', 'estafadores', 'ladrones', 'gilipollas', 'sinvergüenzas', 'vergüenza'],
];
