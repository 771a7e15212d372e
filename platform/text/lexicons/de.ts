import { type Lexicon, list, scored } from './types.ts';

export const de: Lexicon = {
  polarity: scored({
    3: 'ausgezeichnet, hervorragend, fantastisch, perfekt, wunderbar, großartig, liebe, begeistert, spitze, super, toll, klasse',
    2: 'gut, gute, guter, gutes, schön, schöne, zufrieden, freundlich, freundliche, danke, gefällt, empfehle, empfehlenswert, schnell, schnelle, pünktlich, nützlich, hilfreich, einfach, bequem, kompetent, glücklich, froh, prima, lob',
    '-2': 'schlecht, schlechte, schlechter, langsam, enttäuscht, enttäuschend, falsch, falsche, kaputt, defekt, beschädigt, verspätet, verspätung, problem, probleme, schwierig, unmöglich, nutzlos, fehler, unfreundlich, schmutzig, ärgerlich, leider, mangelhaft, unzufrieden, teuer',
    '-3': 'furchtbar, schrecklich, katastrophe, katastrophal, unverschämt, unverschämtheit, frechheit, betrug, betrüger, inakzeptabel, scheiße, scheisse, abzocke, hasse, schlimmste, miserabel',
  }),
  negations: list('nicht, nie, niemals, ohne, kein, keine, keinen, keiner, nichts, niemand, weder'),
  boosters: list('sehr, wirklich, total, absolut, zu, extrem, echt, besonders'),
  stop: list(
    'aber, alle, als, also, am, an, auch, auf, aus, bei, bin, bis, bitte, da, das, dass, dem, den, der, des, die, dies, diese, dieser, doch, dort, du, durch, ein, eine, einem, einen, einer, er, es, etwas, für, gibt, habe, haben, hallo, hat, hatte, hier, ich, ihr, ihre, im, in, ist, ja, jetzt, kann, können, man, mein, meine, mehr, mich, mir, mit, muss, nach, nicht, noch, nun, nur, ob, oder, ohne, schon, sehr, sein, seit, sich, sie, sind, so, über, um, und, uns, vom, von, vor, war, warum, was, weil, wenn, wer, werden, wie, wieder, will, wir, wird, wo, würde, zu, zum, zur, guten, tag, danke',
  ),
  want: list(
    'ich wünsche mir, ich wünschte, es wäre schön wenn, wäre toll wenn, wäre gut wenn, wäre hilfreich, ihr solltet, sie sollten, bitte fügen sie, bitte ergänzen, mir fehlt, es fehlt, vorschlag, ich schlage vor, hätte gern',
  ),
  thanks: list(
    'danke, vielen dank, herzlichen dank, gute arbeit, toller service, super service, weiter so, sehr empfehlenswert, großes lob, ich liebe',
  ),
  asks: list(
    'wie kann ich, wie lange, wie viel, wann kommt, wann wird, wann, wo ist, wo finde, wo kann, was kostet, ist es möglich, kann ich, können sie, gibt es, haben sie, ich möchte wissen, warum, welche',
  ),
  complaint: list(
    'unverschämt, frechheit, betrug, abzocke, nie wieder, geld zurück, funktioniert nicht, geht nicht, niemand antwortet, keine antwort, schlechter service, enttäuscht, katastrophe, lächerlich, inakzeptabel, eine zumutung',
  ),
  offence: list(
    'scheiße, scheisse, arschloch, arschlöcher, idiot, idioten, verarscht, betrüger, abzocker, dumm, dumme, deppen, schwachsinn, drecksladen',
  ),
  hard: list(
    'zum dritten mal, zum zweiten mal, schon wieder, mehrmals, immer wieder, warte immer noch, warte noch, niemand antwortet, seit wochen, seit tagen, in der warteschleife, kompliziert, schwierig, unmöglich, finde nicht, erneut anrufen',
  ),
  easy: list(
    'einfach, ganz einfach, unkompliziert, in einer minute, in wenigen minuten, sofort, ohne probleme, reibungslos, blitzschnell, schnell',
  ),
  anger: list(
    'wütend, sauer, unverschämt, frechheit, betrug, hasse, lächerlich, inakzeptabel, scheiße, scheisse, ärgerlich, verärgert, genervt',
  ),
  sadness: list('traurig, enttäuscht, enttäuschend, enttäuschung, leider, schade'),
  fear: list('besorgt, sorge, sorgen, angst, befürchte, dringend, verdächtig, gestohlen'),
  joy: list('glücklich, froh, begeistert, liebe, super, toll, perfekt, wunderbar, danke, großartig, freue, klasse'),
};
