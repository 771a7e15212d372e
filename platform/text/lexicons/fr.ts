import { type Lexicon, list, scored } from './types.ts';

export const fr: Lexicon = {
  polarity: scored({
    3: 'excellent, excellente, fantastique, parfait, parfaite, merveilleux, génial, géniale, adore, super, impeccable, formidable, magnifique',
    2: 'bon, bonne, bien, beau, belle, content, contente, satisfait, satisfaite, heureux, heureuse, gentil, aimable, merci, plaît, recommande, rapide, ponctuel, efficace, utile, facile, pratique, professionnel, bravo, agréable, ravi, ravie',
    '-2': 'mal, mauvais, mauvaise, lent, lente, déçu, déçue, décevant, décevante, faux, cassé, cassée, défectueux, abîmé, endommagé, retard, problème, problèmes, difficile, impossible, inutile, erreur, impoli, sale, malheureusement, dommage, fâché',
    '-3': 'horrible, terrible, honte, honteux, arnaque, arnaqueurs, voleurs, inacceptable, catastrophe, catastrophique, merde, nul, nulle, pire, déteste, scandaleux, lamentable',
  }),
  negations: list('ne, pas, jamais, sans, aucun, aucune, personne, rien, ni'),
  boosters: list('très, vraiment, trop, super, totalement, absolument, tellement, si'),
  stop: list(
    'à, ai, au, aux, avec, avez, avoir, avons, bonjour, bonsoir, ça, car, ce, ces, cette, chez, comme, dans, de, des, depuis, donc, du, elle, en, encore, est, et, été, être, eu, fait, faire, il, ils, je, j, jour, l, la, le, les, leur, lui, ma, mais, me, merci, mes, moi, mon, n, ne, nos, notre, nous, on, ont, ou, où, par, pas, plus, pour, qu, que, quel, quelle, qui, quoi, s, sa, sans, se, ses, si, son, sont, suis, sur, tout, très, tu, un, une, vos, votre, vous, y, c, d, m, t, même, aussi, bien, peut, svp, plaît, déjà',
  ),
  want: list(
    'j aimerais que, j aimerais bien, ce serait bien si, ce serait bien, ce serait génial, ce serait utile, vous devriez, pourriez vous ajouter, ajoutez, il manque, suggestion, je suggère, si seulement, dommage que vous n',
  ),
  thanks: list(
    'merci, merci beaucoup, bravo, félicitations, bon travail, excellent service, je recommande, j adore, continuez comme ça, vous êtes géniaux',
  ),
  asks: list(
    'comment puis je, comment faire, comment, quand arrive, quand, où est, où puis je, combien coûte, combien de temps, est il possible, est ce que, puis je, pouvez vous, avez vous, y a t il, je voudrais savoir, quel est, pourquoi',
  ),
  complaint: list(
    'honte, honteux, inacceptable, arnaque, voleurs, plus jamais, rendez moi mon argent, ne fonctionne pas, ne marche pas, personne ne répond, aucune réponse, mauvais service, déçu, déçue, ridicule, catastrophe, j en ai marre, scandaleux, lamentable',
  ),
  offence: list(
    'merde, putain, connard, connards, con, cons, idiot, idiots, imbécile, imbéciles, voleurs, arnaqueurs, escrocs, salaud, salauds, incapables',
  ),
  hard: list(
    'troisième fois, deuxième fois, encore une fois, plusieurs fois, à nouveau, j attends toujours, toujours rien, personne ne répond, depuis des semaines, depuis des jours, compliqué, difficile, impossible, je n arrive pas, je ne trouve pas, rappeler',
  ),
  easy: list(
    'facile, très facile, simple, en une minute, en quelques minutes, tout de suite, immédiatement, sans problème, rapide, rapidement',
  ),
  anger: list(
    'furieux, furieuse, colère, honte, inacceptable, arnaque, voleurs, déteste, marre, ridicule, scandaleux, merde, énervé, énervée, fâché',
  ),
  sadness: list('triste, déçu, déçue, décevant, déception, malheureusement, dommage'),
  fear: list('inquiet, inquiète, peur, crains, urgent, suspect, volé, volée'),
  joy: list('heureux, heureuse, content, contente, ravi, ravie, adore, génial, parfait, merci, merveilleux, excellent, bravo'),
};
