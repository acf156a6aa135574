import Fastify from 'fastify';

/** The baseline for the receiver: a fastify route that answers 204 and does nothing else. Prints its address. */
const app = Fastify();
app.post('/pendo', async (_request, reply) => reply.code(204).send());
console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
