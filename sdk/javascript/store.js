export { count, get, pop, push, put } from 'throng:load/store@0.1.0';
