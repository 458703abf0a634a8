// Run by `node --import tsx`: asks the question in PLANTED, and says the answer as JSON.
import { createAsk } from '../../../source/ask.ts';
import { stderr } from '../../../source/gate.ts';

const ask = createAsk(new AbortController().signal, stderr);
stderr.stream.write(`answer ${JSON.stringify(await ask(`${process.env.PLANTED} `))}\n`);
