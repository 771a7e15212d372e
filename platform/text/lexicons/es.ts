import { type Lexicon, list, scored } from './types.ts';

export const es: Lexicon = {
  polarity: scored({
    3: 'excelente, fantástico, fantástica, perfecto, perfecta, maravilloso, maravillosa, increíble, encanta, genial, óptimo',
    2: 'bueno, buena, buen, bien, contento, contenta, satisfecho, satisfecha, feliz, amable, amables, gracias, gusta, recomiendo, recomendable, rápido, rápida, puntual, eficiente, útil, cómodo, fácil, profesional, felicidades, bonito, bonita, encantado, encantada, mejor',
    '-2': 'mal, malo, mala, lento, lenta, decepcionado, decepcionada, decepcionante, equivocado, roto, rota, defectuoso, dañado, dañada, retraso, tarde, problema, problemas, difícil, imposible, inútil, error, grosero, sucio, enfadado, enfadada, desgraciadamente',
    '-3': 'pésimo, pésima, horrible, terrible, vergüenza, vergonzoso, asco, asqueroso, estafa, estafadores, ladrones, inaceptable, desastre, mierda, peor, odio, fatal',
  }),
  negations: list('no, nunca, jamás, sin, ningún, ninguna, nadie, nada, ni, tampoco'),
  boosters: list('muy, realmente, demasiado, súper, super, totalmente, tan, bastante'),
  stop: list(
    'a, al, algo, ante, aquí, así, aún, cada, como, cómo, con, cual, cuando, de, del, desde, donde, el, ella, en, entre, era, es, esa, ese, eso, esta, está, estaba, este, esto, estoy, fue, ha, hace, han, hasta, hay, he, hola, la, las, le, les, lo, los, más, me, mi, mis, mucho, muy, nada, ni, no, nos, o, otra, otro, para, pero, por, porque, pues, que, qué, quien, se, sea, ser, si, sí, sin, sobre, solo, son, soy, su, sus, también, te, tengo, todo, todos, tu, un, una, uno, unos, y, ya, yo, buenos, días, gracias, favor, quiero, puedo, buenas, tiene',
  ),
  want: list(
    'me gustaría que, ojalá, estaría bien que, sería bueno que, sería genial, sería útil, deberían, podrían añadir, podrían agregar, añadan, agreguen, falta una opción, falta la opción, sugerencia, sugiero',
  ),
  thanks: list(
    'gracias, muchas gracias, felicidades, enhorabuena, buen trabajo, excelente servicio, lo recomiendo, me encanta, son geniales, sigan así',
  ),
  asks: list(
    'cómo puedo, cómo se, cuándo llega, cuándo, dónde está, dónde puedo, cuánto cuesta, cuánto tarda, es posible, se puede, puedo, pueden, tienen, hay, quisiera saber, cuál es, por qué',
  ),
  complaint: list(
    'pésimo, pésima, vergüenza, vergonzoso, inaceptable, estafa, ladrones, nunca más, devuelvan mi dinero, no funciona, nadie responde, mal servicio, decepcionado, decepcionada, ridículo, desastre, estoy harto, estoy harta, una burla',
  ),
  offence: list(
    'mierda, joder, puta, puto, idiota, idiotas, imbécil, imbéciles, gilipollas, cabrones, estúpido, estúpidos, ladrones, estafadores, inútiles, asquerosos',
  ),
  hard: list(
    'tercera vez, segunda vez, otra vez, varias veces, muchas veces, sigo esperando, llevo esperando, nadie responde, semanas, horas al teléfono, complicado, difícil, imposible, no puedo, no encuentro, volver a llamar',
  ),
  easy: list(
    'fácil, muy fácil, sencillo, en un minuto, en minutos, enseguida, inmediatamente, sin problemas, rapidísimo, rápido',
  ),
  anger: list(
    'enfadado, enfadada, furioso, furiosa, vergüenza, inaceptable, estafa, ladrones, odio, harto, harta, ridículo, pésimo, pésima, mierda, asco',
  ),
  sadness: list('triste, decepcionado, decepcionada, decepcionante, decepción, lamentablemente, lástima, desgraciadamente'),
  fear: list('preocupado, preocupada, miedo, temo, urgente, sospechoso, robado, robada'),
  joy: list(
    'feliz, contento, contenta, encantado, encantada, encanta, fantástico, excelente, perfecto, gracias, maravilloso, genial, alegre',
  ),
};
