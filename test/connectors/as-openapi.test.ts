import { describe, expect, test } from '@jest/globals';
import { readAsOpenApi } from '../../connectors/openapi/as-openapi.ts';
import { gatherFromZip } from '../../connectors/openapi/gather.ts';
import { zipOf } from './zip-writer.ts';

const swagger = `swagger: 2.0
info: { title: Pets, version: 7 }
host: pets.example
basePath: v2
schemes: [http, https]
consumes: [application/json]
produces: [application/json]
parameters:
  page: { name: page, in: query, type: integer }
paths:
  /pets:
    parameters: [{ $ref: '#/parameters/page' }]
    get:
      summary: All pets
      parameters: [{ name: tags, in: query, type: array, items: { type: string }, collectionFormat: multi }]
      responses: { 200: { description: Pets, schema: { type: array, items: { $ref: '#/definitions/Pet' } } } }
    post:
      parameters: [{ name: pet, in: body, required: true, schema: { $ref: '#/definitions/Pet' } }]
      responses: { 201: { description: Made } }
    put:
      parameters: [{ $ref: '#/parameters/gone' }]
      responses: {}
  /pets/{id}/picture:
    post:
      consumes: [multipart/form-data]
      parameters:
        - { name: id, in: path, required: true, type: integer }
        - { name: file, in: formData, type: file }
      responses: { 204: { description: Kept } }
definitions:
  Pet: { type: object, properties: { name: { type: string } } }
`;

describe('A document for people to read', () => {
  test('is OpenAPI 3, also where it came as Swagger 2.0', () => {
    const document = readAsOpenApi({ document: { text: swagger } });
    expect(document).toMatchObject({
      openapi: '3.0.3',
      info: { title: 'Pets' },
      servers: [{ url: 'https://pets.example/v2' }, { url: 'http://pets.example/v2' }],
      definitions: { Pet: { type: 'object' } },
      paths: {
        '/pets': {
          get: {
            summary: 'All pets',
            parameters: [
              { name: 'page', in: 'query', schema: { type: 'integer' } },
              { name: 'tags', in: 'query', style: 'form', explode: true, schema: { type: 'array' } },
            ],
            responses: {
              200: {
                description: 'Pets',
                content: { 'application/json': { schema: { items: { $ref: '#/definitions/Pet' } } } },
              },
            },
          },
          post: {
            requestBody: {
              required: true,
              content: { 'application/json': { schema: { $ref: '#/definitions/Pet' } } },
            },
          },
        },
        '/pets/{id}/picture': {
          post: {
            requestBody: {
              content: {
                'multipart/form-data': {
                  schema: { properties: { file: { type: 'string', format: 'binary' } } },
                },
              },
            },
          },
        },
      },
    });
    // What the import skips is not shown.
    expect(Object.keys((document['paths'] as Record<string, object>)['/pets'] ?? {})).toEqual([
      'get',
      'post',
    ]);
  });

  test('is in one piece, with what stood in other files', () => {
    const { tree } = gatherFromZip(
      zipOf([
        {
          name: 'openapi.yaml',
          content:
            'openapi: 3.0\ninfo: { title: a, version: b }\npaths: { /pets: { $ref: paths/pets.yaml } }',
        },
        {
          name: 'paths/pets.yaml',
          content: 'get: { summary: All pets, responses: { 200: { $ref: "../answers.yaml#/pets" } } }',
        },
        { name: 'answers.yaml', content: 'pets: { description: Pets }' },
      ]),
    );
    expect(readAsOpenApi({ document: { tree } })).toMatchObject({
      openapi: '3.0.0',
      paths: {
        '/pets': { get: { summary: 'All pets', responses: { 200: { $ref: '#/x-files/answers/pets' } } } },
      },
      'x-files': { answers: { pets: { description: 'Pets' } } },
    });
  });

  test('says what its overlay says', () => {
    const overlay = `overlay: 1.0.0
info: { title: Ours, version: "1" }
actions:
  - { target: '$.paths["/pets"].post', remove: true }
  - { target: '$.paths["/pets"].get', update: { summary: Every pet } }`;
    const { paths } = readAsOpenApi({ document: { text: swagger }, overlay });
    expect(Object.keys((paths as Record<string, object>)['/pets'] ?? {})).toEqual(['get']);
    expect(JSON.stringify(paths)).toContain('Every pet');
  });

  test('is refused where it is none', () => {
    for (const text of ['', '{', '[]', 'a: 1', 'openapi: 4.0.0'])
      expect(() => readAsOpenApi({ document: { text } })).toThrow();
  });
});
