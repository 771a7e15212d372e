import { type Lexicon, list, scored } from './types.ts';

export const pt: Lexicon = {
  polarity: scored({
    3: 'excelente, ótimo, ótima, otimo, otima, perfeito, perfeita, maravilhoso, maravilhosa, incrível, adorei, amei, sensacional, fantástico, parabéns, parabens, lindo, linda',
    2: 'bom, boa, bem, gostei, satisfeito, satisfeita, feliz, recomendo, rápido, rapido, rápida, rapida, pontual, eficiente, útil, fácil, confiável, certo, correto, antes, obrigado, obrigada, bonito, bonita, qualidade, nota, agradeço, super',
    '-2': 'ruim, demora, demorou, demorado, atraso, atrasado, atrasada, atrasou, errado, errada, quebrado, quebrada, defeito, defeituoso, danificado, danificada, faltou, falta, faltando, problema, problemas, difícil, impossível, decepcionado, decepcionada, insatisfeito, insatisfeita, reclamação, devolver, devolução, infelizmente, fraco, inferior, diferente, cancelar, cancelado, aguardando, troca, incompleto, rasgado, cadê',
    '-3': 'péssimo, péssima, pessimo, pessima, horrível, horrivel, terrível, vergonha, absurdo, enganado, enganada, golpe, fraude, ladrões, inaceitável, lixo, pior, odiei, descaso, desrespeito, merda, procon, falsificado, propaganda',
  }),
  negations: list('não, nao, nunca, jamais, sem, nenhum, nenhuma, ninguém, nada, nem, ñ'),
  boosters: list('muito, muita, super, realmente, bastante, demais, totalmente, tão, bem'),
  stop: list(
    'a, ao, aos, as, às, até, com, como, da, das, de, dela, dele, do, dos, e, é, ela, ele, eles, em, entre, era, essa, esse, esta, está, estão, este, eu, foi, for, há, isso, isto, já, lhe, mais, mas, me, mesmo, meu, meus, minha, muito, na, não, nao, nas, nem, no, nos, o, os, ou, para, pela, pelo, por, pra, quando, que, quem, se, sem, ser, seu, só, somente, sua, são, também, tem, tenho, ter, tive, tudo, um, uma, vc, você, vocês, olá, bom, boa, dia, ainda, fiz, estou, obrigado, obrigada, nada, porque',
  ),
  want: list(
    'gostaria que, gostaria de ver, seria bom se, seria ótimo, seria útil, deveriam, poderiam adicionar, adicionem, falta a opção, falta uma opção, sugestão, sugiro, tomara que, quem dera',
  ),
  thanks: list(
    'obrigado, obrigada, muito obrigado, muito obrigada, parabéns, parabens, ótimo atendimento, excelente atendimento, super recomendo, recomendo, adorei, amei, continuem assim',
  ),
  asks: list(
    'como faço, como posso, quando chega, quando vai chegar, quando, onde está, onde posso, quanto custa, quanto tempo, é possível, posso, vocês têm, tem como, gostaria de saber, qual é, por que, cadê',
  ),
  complaint: list(
    'péssimo, péssima, vergonha, absurdo, inaceitável, golpe, nunca mais, quero meu dinheiro, dinheiro de volta, não funciona, ninguém responde, não recebi, nao recebi, não recomendo, descaso, desrespeito, decepcionado, decepcionada, propaganda enganosa, veio errado, veio quebrado',
  ),
  offence: list(
    'merda, porra, caralho, idiota, idiotas, imbecil, imbecis, burro, burros, lixo, ladrões, safados, palhaços, palhaçada, vagabundos',
  ),
  hard: list(
    'terceira vez, segunda vez, de novo, várias vezes, ainda aguardando, estou aguardando, ainda não recebi, ninguém responde, semanas, horas no telefone, complicado, difícil, impossível, não consigo, demorou muito, demora',
  ),
  easy: list(
    'fácil, muito fácil, simples, em minutos, na hora, imediatamente, sem problemas, rápido, muito rápido, antes do prazo',
  ),
  anger: list(
    'absurdo, vergonha, furioso, furiosa, raiva, inaceitável, golpe, odiei, péssimo, péssima, descaso, desrespeito, palhaçada, lixo, merda, ridículo',
  ),
  sadness: list('triste, decepcionado, decepcionada, decepção, infelizmente, chateado, chateada, pena, frustrado, frustrada'),
  fear: list('preocupado, preocupada, medo, receio, urgente, suspeito, roubado, roubada'),
  joy: list(
    'feliz, satisfeito, satisfeita, adorei, amei, ótimo, ótima, excelente, perfeito, perfeita, maravilhoso, obrigado, obrigada, parabéns, contente',
  ),
};
