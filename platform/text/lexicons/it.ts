import { type Lexicon, list, scored } from './types.ts';

export const it: Lexicon = {
  polarity: scored({
    3: 'eccellente, fantastico, fantastica, ottimo, ottima, perfetto, perfetta, meraviglioso, meravigliosa, stupendo, bravissimi, adoro, strepitoso',
    2: 'bello, bella, buono, buona, bravi, brava, bravo, contento, contenta, soddisfatto, soddisfatta, felice, gentile, gentili, gentilissimi, grazie, piace, consiglio, consigliato, veloce, velocissimo, puntuale, puntuali, efficiente, cortese, cortesi, utile, bene, comodo, facile, professionale, complimenti',
    '-2': 'male, brutto, brutta, scarso, scarsa, lento, lenta, lentissimo, deluso, delusa, deludente, sbagliato, sbagliata, rotto, rotta, difettoso, difettosa, danneggiato, danneggiata, ritardo, problema, problemi, difficile, impossibile, inutile, errore, maleducato, maleducati, sporco, peggiorato, purtroppo, arrabbiato, arrabbiata, sconsiglio',
    '-3': 'pessimo, pessima, orribile, terribile, vergogna, vergognoso, vergognosa, schifo, schifoso, truffa, truffatori, ladri, inaccettabile, disastro, disastroso, merda, scandaloso, peggiore, odio',
  }),
  negations: list('non, mai, senza, nessun, nessuno, nessuna, niente, nulla, né'),
  boosters: list('molto, davvero, veramente, troppo, super, assolutamente, proprio, tanto'),
  stop: list(
    'a, ad, ai, al, alla, alle, allo, anche, ancora, avere, che, chi, ci, ciao, come, con, cosa, da, dal, dalla, dei, del, della, delle, dello, di, dopo, dove, e, ed, era, è, fare, fatto, gli, ha, hai, hanno, ho, i, il, in, io, la, le, lei, lo, loro, ma, me, mi, mia, mio, molto, ne, nei, nel, nella, noi, non, o, ogni, per, perché, più, poi, quando, quello, questa, questo, qui, se, sempre, senza, si, sia, sono, sta, stato, su, sul, sulla, suo, ti, tra, un, una, uno, vi, voi, buongiorno, salve, grazie, prego, già, solo, tutto, tutti, così, c’è, vorrei, po, un po',
  ),
  want: list(
    'vorrei che, mi piacerebbe, sarebbe bello, sarebbe utile, sarebbe comodo, sarebbe meglio se, dovreste, potreste aggiungere, aggiungete, magari aveste, manca la possibilità, manca una, manca un, suggerimento, suggerisco, sarebbe fantastico se, avrei bisogno che, spero che aggiungiate',
  ),
  thanks: list(
    'grazie, grazie mille, complimenti, bravissimi, ottimo servizio, ottimo lavoro, siete fantastici, continuate così, consigliatissimo, lo consiglio, vi adoro',
  ),
  asks: list(
    'come posso, come faccio, come si fa, quando arriva, quando arriverà, dove si trova, dove posso, dov è, quanto costa, quanto tempo, è possibile, si può, posso, potete, potreste dirmi, avete, c è, vorrei sapere, mi potete dire, qual è, quali sono, perché',
  ),
  complaint: list(
    'pessimo, pessima, vergogna, vergognoso, inaccettabile, schifo, truffa, ladri, mai più, soldi indietro, rimborso subito, non funziona, nessuno risponde, servizio pessimo, deluso, delusa, delusione, ridicolo, disastro, assurdo, sono stufo, sono stufa, che vergogna, presa in giro',
  ),
  offence: list(
    'cazzo, merda, stronzo, stronzi, vaffanculo, idiota, idioti, cretino, cretini, imbecille, imbecilli, coglione, coglioni, ladri, truffatori, bastardi, schifosi, incapaci',
  ),
  hard: list(
    'terza volta, seconda volta, ennesima volta, ancora una volta, più volte, di nuovo, ancora aspettando, sto aspettando, sto ancora aspettando, nessuno risponde, da settimane, da giorni, ore al telefono, complicato, difficile, impossibile, non riesco, non trovo, richiamare, rispiegare',
  ),
  easy: list(
    'facile, facilissimo, semplice, semplicissimo, in un minuto, in pochi minuti, subito, immediatamente, senza problemi, velocissimo, rapido, al primo colpo',
  ),
  anger: list(
    'arrabbiato, arrabbiata, furioso, furiosa, vergogna, inaccettabile, schifo, truffa, ladri, odio, stufo, stufa, ridicolo, assurdo, pessimo, pessima, merda, cazzo, vaffanculo',
  ),
  sadness: list('triste, deluso, delusa, deludente, delusione, dispiace, purtroppo, peccato, amareggiato, amareggiata'),
  fear: list('preoccupato, preoccupata, paura, temo, ansia, urgente, urgentemente, sospetto, rubato, rubata'),
  joy: list(
    'felice, contento, contenta, felicissimo, felicissima, soddisfatto, soddisfatta, adoro, fantastico, fantastica, ottimo, ottima, perfetto, perfetta, grazie, meraviglioso, bellissimo, bellissima, complimenti',
  ),
};
