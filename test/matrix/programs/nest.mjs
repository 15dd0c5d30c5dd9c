// What TypeScript makes of the decorators, by hand.
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ask, mark } from './serve.mjs';

class Guard {
  async canActivate() {
    await sleep(1);
    mark('guard');
    return true;
  }
}
Injectable()(Guard);

class OrdersController {
  async one() {
    await sleep(1);
    mark('handler');
    return {};
  }
  async boom() {
    throw new TypeError('the order is gone');
  }
}
const method = (name, path) =>
  Get(path)(
    OrdersController.prototype,
    name,
    Object.getOwnPropertyDescriptor(OrdersController.prototype, name),
  );
method('one', ':id');
method('boom', ':id/boom');
UseGuards(Guard)(OrdersController);
Controller('orders')(OrdersController);

class AppModule {}
Module({ controllers: [OrdersController] })(AppModule);

async function main() {
  const app = await NestFactory.create(AppModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address();
  const paths = ['/orders/7', '/orders/7/boom', '/nowhere'];
  await Promise.all(paths.map((path) => ask(port, path)));
  await app.close();
}

main();
