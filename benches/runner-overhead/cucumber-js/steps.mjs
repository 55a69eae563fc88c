// The steps of src/basket.rs.

import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';

Given('an empty basket', function () {
  this.basket = [];
});

When('{int} apples are added', function (count) {
  this.basket.push(...Array(count).fill('apple'));
});

When('{int} pears are added', function (count) {
  this.basket.push(...Array(count).fill('pear'));
});

Then('the basket holds {int} pieces', function (count) {
  assert.equal(this.basket.length, count);
});

Then('the first piece is an {string}', function (kind) {
  assert.equal(this.basket[0], kind);
});
